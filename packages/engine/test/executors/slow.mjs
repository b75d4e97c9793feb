// Takes `with.milliseconds` for each call.
import { setTimeout as delay } from 'node:timers/promises'

export default async (_documents, context) => {
  await delay(context.with.milliseconds)
}
