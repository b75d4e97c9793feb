import { expect, it } from 'vitest'
import { Question } from '../../src/async/question.ts'

it('gives all who ask while it is open the same answer', async () => {
  const question = new Question<number>()
  const answers = [question.ask(), question.ask()]
  expect(question.isOpen).toBe(true)
  question.answer(1)
  expect(await Promise.all(answers)).toEqual([1, 1])
  expect(question.isOpen).toBe(false)
})

it('is asked again after an answer, and does not take an answer twice', async () => {
  const question = new Question<number>()
  question.answer(0)
  const first = question.ask()
  question.answer(1)
  question.answer(2)
  const second = question.ask()
  question.answer(3)
  expect(await Promise.all([first, second])).toEqual([1, 3])
})
