/** A state and those who look at it: all of them once for each frame in which it has changed. */
export function createStore(initial, reduce) {
  const watchers = new Set()
  let state = initial
  let isDue = false
  const show = () => {
    isDue = false
    for (const watcher of [...watchers]) watcher(state)
  }
  return {
    get state() {
      return state
    },
    /** Takes in what has happened. */
    dispatch(action) {
      const next = reduce(state, action)
      if (next === state) return
      state = next
      if (isDue) return
      isDue = true
      // A page that is not looked at has no frames, but its title is read.
      if (document.hidden) setTimeout(show, 250)
      else requestAnimationFrame(show)
    },
    /** Calls a function now and after each change. Returns how to stop that. */
    watch(watcher) {
      watchers.add(watcher)
      watcher(state)
      return () => watchers.delete(watcher)
    },
  }
}
