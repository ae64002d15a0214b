/** A plain text table: columns of figures to the right, all others to the left. */
export function table(header: readonly string[], rows: readonly string[][]): string {
  const columns = header.map((title, i) => {
    const cells = rows.map((row) => row[i] ?? '');
    return {
      width: Math.max(title.length, ...cells.map((cell) => cell.length)),
      figures: i > 0 && cells.every(isFigure),
    };
  });
  const line = (cells: readonly string[]) =>
    columns
      .map(({ width, figures }, i) => {
        const cell = cells[i] ?? '';
        return figures ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [header, ...rows].map(line).join('\n');
}

/** Such as 3, −0.25, 12/40, 5.7 ms or 98 %; what is not known is a dash or nothing. */
const isFigure = (cell: string): boolean => /^[–-]?$|^[-−+±<>~≈]?[\d.]/.test(cell);
