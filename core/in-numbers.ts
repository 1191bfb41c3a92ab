// Numbers as messages tell them.

/** Such as "1 page" or "1,912 passages". */
export function inNumbers(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`
}
