/** The time of day where the user is: `14:02:55.031`. */
export function toClock(time: Date): string {
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}`
}
