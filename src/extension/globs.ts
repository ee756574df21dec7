/** The glob that matches exactly that file name. */
export function escapeGlob(name: string): string {
  return name.replace(/[*?{}[\]]/g, (character) => `[${character}]`);
}
