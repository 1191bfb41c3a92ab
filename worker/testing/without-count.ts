/** pdf.js finds no pages in it; pdfium looks for them. */
export function withoutCount(pdf: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(pdf)
      .toString('latin1')
      .replace(/\/Count \d+/, '/Count 0'),
    'latin1',
  )
}
