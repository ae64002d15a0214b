import type { ThreadModule } from './frame-reader.ts';

const fromSource = (name: string): ThreadModule => ({
  url: new URL(name, import.meta.url),
  execArgv: ['--conditions=source', '--no-warnings'],
});

/** The real thread, which certain names of pictures take down. */
export const unrulyThread = fromSource('./unruly-frame-thread.fixture.ts');
/** The real thread on a machine that the library was not built for. */
export const bareThread = fromSource('./bare-frame-thread.fixture.ts');
/** One that cannot even start. */
export const brokenThread: ThreadModule = {
  url: new URL('./no-such-thread.ts', import.meta.url),
  execArgv: [],
};
