import { parseSync, Visitor } from 'oxc-parser';

const runners = new Set(['test', 'it', 'describe', 'suite', 'bench']);
const passedOver = new Set(['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails']);

/** Tests that do not run, or keep others from running, as `file:line: test.skip`. */
export function skippedTests(file: string, source: string): string[] {
  const found: string[] = [];
  const note = (at: number, what: string) =>
    found.push(`${file}:${source.slice(0, at).split('\n').length}: ${what}`);
  new Visitor({
    MemberExpression: (node) => {
      if (node.property.type !== 'Identifier' || !passedOver.has(node.property.name)) return;
      const runner = /^\w+/.exec(source.slice(node.start, node.end))?.[0] ?? '';
      if (runners.has(runner)) note(node.start, `${runner}.${node.property.name}`);
    },
    // A test's context can skip at run time: `({ skip }) => skip()` and `context.skip()`.
    CallExpression: (node) => {
      const callee = source.slice(node.callee.start, node.callee.end);
      if (/^(skip|\w*(context|ctx)\.skip)$/i.test(callee)) note(node.start, `${callee}()`);
    },
  }).visit(parseSync(file, source).program);
  return found;
}
