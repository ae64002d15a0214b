import { ProfileError } from '@lookout/shared/profile/profile-error';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { probeProvider } from './probe-provider.ts';
import { bareMemory } from './profile-variant.ts';

// No process is begun: there is nowhere to put what it would run.
const tools = { child: { path: '/nowhere/child.js', execArgv: [] }, stepTimeoutMs: 1_000 };

beforeEach(() => {
  vi.stubEnv('TMPDIR', '/nowhere');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('without a folder for temporary files a provider cannot be probed, and the agent lives', async () => {
  const why = expect.stringMatching(/temporary files cannot be written: ENOENT/);
  expect(await probeProvider('cpu', tools)).toEqual({ provider: 'cpu', why: null });
  expect(await probeProvider('cuda', tools)).toEqual({ provider: 'cuda', why });
  await expect(bareMemory(tools)).rejects.toThrow(ProfileError);
});
