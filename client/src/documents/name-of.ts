/** What people call a document: its title where it has one. */
export function nameOf({ title, filename }: { title?: string | null | undefined; filename: string }): string {
  return title?.trim() || filename
}
