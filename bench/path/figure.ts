// A measured figure beside its floor.

/** `met`: whether it is at most the floor. Figures without a floor explain those that have one. */
export type Figure = { figure: number | null; floor?: number; met?: boolean; note?: string; [detail: string]: unknown }
export type Figures = Record<string, Figure>

export function withFloor(figure: number, floor: number, details: Record<string, unknown> = {}): Figure {
  return { figure: rounded(figure), floor, met: figure <= floor, ...details }
}

/** Three significant digits are more than any of these measurements is good for. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
