import {
  agentDoors,
  agentOpen,
  type Doors,
  holders,
  hubDoors,
  hubOpen,
  isOpenFile,
  isRoot,
  sharedMayLoad,
} from './houses.ts';
import type { Place, Target } from './place.ts';
import type { GlobalUse, Import } from './read-source.ts';

export interface Edge {
  readonly from: Place;
  readonly to: Target;
  readonly import: Import;
}

interface Rule<T> {
  readonly name: string;
  /** What to do instead. */
  readonly mend: string;
  readonly broken: (subject: T) => boolean;
}

const toFile = (edge: Edge): Place | null => (edge.to.kind === 'file' ? edge.to.place : null);
const libraryOf = ({ to }: Edge): string | null =>
  to.kind === 'npm' ? to.name : to.kind === 'builtin' ? `node:${to.name}` : null;
const roomOf = ({ pkg, room }: Place): string => `${pkg}/${room}`;

/** The other room of the same package that the edge enters, unless it is a root's or a test's. */
function otherRoom({ from, to }: Edge, pkg: Place['pkg']): Place | null {
  if (from.pkg !== pkg || from.isTest || isRoot(from)) return null;
  if (to.kind !== 'file' || to.place.pkg !== pkg || to.place.room === from.room) return null;
  return to.place;
}

const mayEnter = (doors: Doors, from: Place, to: Place): boolean =>
  to.room !== null && (doors[from.room ?? '']?.includes(to.room) ?? false);

const readsDatabase = ({ file, room }: Place): boolean =>
  room === 'database' || /\.(repository|entity|migration)\.ts$/.test(file);

export const edgeRules: readonly Rule<Edge>[] = [
  {
    name: 'package doors',
    mend: 'import another package by its name and exports map (@lookout/shared/<path>), never by a relative path',
    broken: (edge) => {
      const to = toFile(edge);
      if (to === null || to.pkg === edge.from.pkg || !edge.import.specifier.startsWith('.'))
        return false;
      // A test may start the real agent or hub; shared is named in one way everywhere.
      return !edge.from.isTest || to.pkg === 'shared';
    },
  },
  {
    name: 'no built output',
    mend: 'import the source through @lookout/shared/<path>; dist/ belongs to the build, and agent and hub export nothing',
    broken: ({ to }) => to.kind === 'npm' && to.name.startsWith('@lookout/'),
  },
  {
    name: 'code never imports tests',
    mend: 'move what both need out of the test, fixture or test/support file into the room',
    broken: (edge) => !edge.from.isTest && (toFile(edge)?.isTest ?? false),
  },
  {
    name: 'shared imports neither side',
    mend: 'move the shared part into shared/, or hand it in as an argument',
    broken: (edge) => {
      const pkg = toFile(edge)?.pkg;
      return edge.from.pkg === 'shared' && pkg !== undefined && pkg !== 'shared' && pkg !== 'test';
    },
  },
  {
    name: 'shared does no I/O',
    mend: 'read the bytes in the agent or the hub and hand them in; a pure library is added to sharedMayLoad with its reason',
    broken: (edge) => {
      const library = libraryOf(edge);
      if (library === null || edge.from.pkg !== 'shared' || edge.from.isTest) return false;
      return !edge.from.file.startsWith(sharedMayLoad[library]?.in ?? '\0');
    },
  },
  {
    name: 'agent and hub never import each other',
    mend: 'what both must agree on belongs in shared/',
    broken: (edge) => {
      const pkgs = [edge.from.pkg, toFile(edge)?.pkg];
      return pkgs.includes('edge-agent') && pkgs.includes('cloud-hub');
    },
  },
  {
    name: 'web imports only shared/protocol',
    mend: 'put the type into shared/src/protocol; the browser knows the hub by REST and socket.io alone',
    broken: (edge) => {
      if (edge.from.pkg !== 'web') return false;
      const to = toFile(edge);
      if (to === null) return edge.to.kind === 'builtin' && !edge.from.file.endsWith('.config.ts');
      return to.pkg !== 'web' && roomOf(to) !== 'shared/protocol';
    },
  },
  {
    name: 'agent rooms see only types of the room to their left',
    mend: 'use `import type` from the room to the left, or let main.ts hand the thing in',
    broken: (edge) => {
      const to = otherRoom(edge, 'edge-agent');
      if (to === null) return false;
      const open = agentOpen.includes(to.room ?? '') || mayEnter(agentDoors, edge.from, to);
      return !open || !edge.import.typeOnly;
    },
  },
  {
    name: 'hub rooms enter only the rooms of the table',
    mend: 'emit a domain event (`*.events.ts`, after commit) and listen to it, or take the value as an argument',
    broken: (edge) => {
      const to = otherRoom(edge, 'cloud-hub');
      if (to === null || edge.from.room === 'live' || isOpenFile(to)) return false;
      if (edge.from.room === 'database' && to.file.endsWith('.entity.ts')) return false;
      return !hubOpen.includes(to.room ?? '') && !mayEnter(hubDoors, edge.from, to);
    },
  },
  {
    name: 'nobody imports live',
    mend: 'emit a domain event; live listens',
    broken: (edge) => otherRoom(edge, 'cloud-hub')?.room === 'live',
  },
  {
    name: 'nobody imports a composition root',
    mend: 'roots see the rooms, never the other way: move the thing into a room, or hand it in',
    broken: (edge) => {
      const to = otherRoom(edge, 'cloud-hub') ?? otherRoom(edge, 'edge-agent');
      return to !== null && isRoot(to);
    },
  },
  {
    name: 'a repository is private to its room',
    mend: "ask the room's service; database/ alone may read the entities of all rooms",
    broken: (edge) => {
      const to = toFile(edge);
      if (to === null || edge.from.isTest || to.room === edge.from.room) return false;
      if (to.file.endsWith('.entity.ts')) return edge.from.room !== 'database';
      return to.file.endsWith('.repository.ts');
    },
  },
  {
    name: 'controllers ask services, never repositories',
    mend: 'controller → service → repository: put the question into the service',
    broken: (edge) =>
      /\.(controller|gateway)\.ts$/.test(edge.from.file) &&
      (toFile(edge)?.file.endsWith('.repository.ts') ?? false),
  },
  {
    name: 'only repositories and database touch the database',
    mend: 'move the query into the room’s *.repository.ts (entities and migrations may name typeorm too)',
    broken: (edge) =>
      edge.from.pkg === 'cloud-hub' &&
      !edge.from.isTest &&
      ['typeorm', '@nestjs/typeorm', 'pg'].includes(libraryOf(edge) ?? '') &&
      !readsDatabase(edge.from),
  },
  {
    name: 'libraries that reach outside have their rooms',
    mend: 'let that room do it and hand the result or a function in (outbox is handed `send`); see `holders`',
    broken: (edge) => {
      if (edge.from.isTest || edge.import.typeOnly) return false;
      const rooms = holders[libraryOf(edge) ?? ''];
      return rooms !== undefined && !rooms.includes(roomOf(edge.from));
    },
  },
  {
    name: 'no forwardRef',
    mend: 'two rooms that need each other speak through events',
    broken: (edge) => edge.import.names.includes('forwardRef'),
  },
  {
    name: 'relative imports carry their extension',
    mend: 'end the path in .ts (or .tsx, .css, .json)',
    broken: ({ import: { specifier } }) =>
      specifier.startsWith('.') && !/\.(tsx?|css|json|svg|js)$/.test(specifier),
  },
];

export const globalRules: readonly Rule<{ from: Place; use: GlobalUse }>[] = [
  {
    name: 'shared has no clock, no randomness and no process',
    mend: 'take the time, the random source or the value as an argument',
    broken: ({ from, use }) =>
      from.pkg === 'shared' &&
      !from.isTest &&
      (/^(process|Deno|Bun|performance|console)\./.test(use.name) ||
        ['Date.now', 'new Date()', 'Date()', 'Math.random'].includes(use.name) ||
        ['crypto.randomUUID', 'crypto.getRandomValues'].includes(use.name) ||
        ['setTimeout()', 'setInterval()', 'fetch()'].includes(use.name)),
  },
  {
    name: 'only config/ reads process.env',
    mend: 'add the key to config/ and take the parsed value',
    broken: ({ from, use }) =>
      use.name === 'process.env' &&
      !from.isTest &&
      from.room !== 'config' &&
      !from.file.endsWith('.config.ts'),
  },
];
