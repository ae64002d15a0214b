import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startHeartbeat } from './heartbeat.ts';

const folder = mkdtempSync(join(tmpdir(), 'lookout-heartbeat-'));
const beatAtMs = () => statSync(join(folder, 'alive')).mtimeMs;

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

test('the file is renewed until the end, and a folder that has gone disturbs nobody', () => {
  vi.useFakeTimers();
  const end = startHeartbeat(folder);
  const first = beatAtMs();
  while (beatAtMs() === first) vi.advanceTimersByTime(5_000);
  rmSync(folder, { recursive: true });
  vi.advanceTimersByTime(5_000);
  end();
  expect(vi.getTimerCount()).toBe(0);
});
