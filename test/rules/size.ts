import { parseSync, Visitor } from 'oxc-parser';

export const maxFileLines = 400;
export const maxFunctionLines = 60;

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

/** Files and functions that have grown past one idea, as `file[:line]: how long, at most what`. */
export function oversized(file: string, source: string, functions: boolean): string[] {
  const found: string[] = [];
  const lines = linesOf(source);
  if (lines > maxFileLines) found.push(`${file}: ${lines} lines, at most ${maxFileLines}`);
  if (!functions) return found;

  const measure = (node: { start: number; end: number }) => {
    const length = linesOf(source.slice(node.start, node.end));
    if (length <= maxFunctionLines) return;
    const line = linesOf(`${source.slice(0, node.start)}.`);
    found.push(`${file}:${line}: function of ${length} lines, at most ${maxFunctionLines}`);
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(parseSync(file, source).program);
  return found;
}
