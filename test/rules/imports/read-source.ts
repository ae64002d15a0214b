import { type ImportDeclarationSpecifier, parseSync, Visitor } from 'oxc-parser';

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Nothing of it is left after compilation: `import type`, `export type … from`, `import('x').T`. */
  readonly typeOnly: boolean;
  /** The names taken, as the other file calls them; `*` for all of it. */
  readonly names: readonly string[];
}

/** A use of something that a pure file must be handed instead: `Date.now`, `process.env`, … */
export interface GlobalUse {
  readonly name: string;
  readonly line: number;
}

export interface SourceFacts {
  readonly imports: readonly Import[];
  readonly globals: readonly GlobalUse[];
  /** The file holds nothing but re-exports. */
  readonly barrel: boolean;
}

/** Reads what the rules ask about from one TypeScript or TSX source. @throws Error when it does not parse. */
export function readSource(path: string, source: string): SourceFacts {
  const { program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);

  const imports: Import[] = [];
  const globals: GlobalUse[] = [];
  const lineOf = lineFinder(source);
  const add = (at: number, specifier: string, typeOnly: boolean, names: readonly string[]) =>
    imports.push({ specifier, line: lineOf(at), typeOnly, names });
  const use = (at: number, name: string) => globals.push({ name, line: lineOf(at) });

  new Visitor({
    // `import { type A }` is not type-only: with verbatimModuleSyntax it leaves `import {} from`, which loads the file.
    ImportDeclaration: (node) =>
      add(
        node.start,
        node.source.value,
        node.importKind === 'type',
        node.specifiers.map(importedName),
      ),
    ExportNamedDeclaration: (node) => {
      if (node.source === null) return;
      const names = node.specifiers.map(({ local }) => nameOf(local));
      add(node.start, node.source.value, node.exportKind === 'type', names);
    },
    ExportAllDeclaration: (node) =>
      add(node.start, node.source.value, node.exportKind === 'type', ['*']),
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') add(node.start, String(node.source.value), false, ['*']);
    },
    TSImportType: (node) => add(node.start, node.source.value, true, ['*']),
    MemberExpression: (node) => {
      if (node.object.type === 'Identifier' && 'name' in node.property)
        use(node.start, `${node.object.name}.${node.property.name}`);
    },
    NewExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.arguments.length === 0)
        use(node.start, `new ${node.callee.name}()`);
    },
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier') use(node.start, `${node.callee.name}()`);
    },
    VariableDeclarator: (node) => {
      if (node.init?.type !== 'Identifier' || node.id.type !== 'ObjectPattern') return;
      for (const property of node.id.properties)
        if (property.type === 'Property' && property.key.type === 'Identifier')
          use(node.start, `${node.init.name}.${property.key.name}`);
    },
  }).visit(program);

  const barrel =
    program.body.length > 0 &&
    program.body.every(
      (node) =>
        node.type === 'ExportAllDeclaration' ||
        (node.type === 'ExportNamedDeclaration' && node.source !== null),
    );
  return { imports, globals, barrel };
}

const nameOf = (node: { name: string } | { value: string }): string =>
  'name' in node ? node.name : node.value;

function importedName(specifier: ImportDeclarationSpecifier): string {
  if (specifier.type === 'ImportSpecifier') return nameOf(specifier.imported);
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*';
}

/** Counts from 1. Lines are asked for in order, so each search goes on where the last one ended. */
function lineFinder(source: string): (offset: number) => number {
  let [line, at] = [1, 0];
  return (offset) => {
    if (offset < at) [line, at] = [1, 0];
    for (; at < offset; at++) if (source[at] === '\n') line++;
    return line;
  };
}
