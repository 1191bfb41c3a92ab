// A measured figure beside its floor.

/** `met`: whether it is as good as the floor. Figures without a floor explain those that have one. */
export type Figure = { figure: number | null; floor?: number; met?: boolean; note?: string; [detail: string]: unknown }
export type Figures = Record<string, Figure>

/** For what must be no more than its floor. */
export function withFloor(figure: number, floor: number, details: Record<string, unknown> = {}): Figure {
  return { figure: rounded(figure), floor, met: figure <= floor, ...details }
}

/** For what must be no less than its floor. */
export function withLeast(figure: number, floor: number, details: Record<string, unknown> = {}): Figure {
  return { figure: rounded(figure), floor, met: figure >= floor, ...details }
}

/** Three significant digits are more than any of these measurements is good for. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
