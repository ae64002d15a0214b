import { expect, test } from 'vitest';
import { type CaptureFacts, mostAsks, nextStep, quietMs, settleMs } from './next-step.ts';

const now = 1_000_000_000;
const fresh: CaptureFacts = {
  ...{ state: 'waiting', expiresAt: now + 1e6, total: null, received: 0 },
  ...{ askedAt: null, heardAt: null, asks: 0, answer: null, online: true, cameBack: false },
};
const asked: CaptureFacts = { ...fresh, askedAt: now - 1000, asks: 1 };
const running: CaptureFacts = {
  ...{ ...asked, state: 'running', total: 10, received: 4, heardAt: now - 500, asks: 0 },
};
const ok = { ok: true, detail: '10 of 10 blocks sent' };

test.each([
  ['never asked', fresh, 'ask'],
  ['never asked, and the device is away', { ...fresh, online: false }, 'wait'],
  ['asked just now', asked, 'wait'],
  ['asked, and quiet for long', { ...asked, askedAt: now - quietMs }, 'ask'],
  ['asked in vain', { ...asked, askedAt: now - quietMs, asks: mostAsks }, 'fail'],
  ['asked in vain, but the device is away', { ...asked, asks: mostAsks, online: false }, 'wait'],
  ['chunks come', running, 'wait'],
  ['chunks stay out', { ...running, askedAt: now - 2 * quietMs, heardAt: now - quietMs }, 'ask'],
  ['the device came back', { ...running, cameBack: true }, 'ask'],
  ['it is still away', { ...running, cameBack: true, online: false }, 'wait'],
  ['all is there', { ...running, received: 10 }, 'finish'],
  ['all is there, however late', { ...running, received: 10, expiresAt: now - 1 }, 'finish'],
  ['all was sent, the last on its way', { ...running, answer: ok }, 'wait'],
  [
    'all was sent, some are lost',
    { ...running, answer: ok, heardAt: now - settleMs, askedAt: now - settleMs },
    'ask',
  ],
  [
    'all was sent, again and again',
    { ...running, answer: ok, heardAt: now - settleMs, askedAt: now - settleMs, asks: mostAsks },
    'fail',
  ],
  ['refused', { ...asked, answer: { ok: false, detail: 'no such rows' } }, 'fail'],
  ['expired', { ...running, expiresAt: now - 1 }, 'expire'],
  ['cancelled', { ...running, state: 'cancelled', received: 10 }, 'wait'],
  ['complete', { ...running, state: 'complete', received: 10 }, 'wait'],
] satisfies [string, CaptureFacts, string][])('%s', (_, facts, kind) => {
  expect(nextStep(facts, now).kind).toBe(kind);
});

test('what the device said is why it failed', () => {
  const answer = { ok: false, detail: 'the ring is empty' };
  expect(nextStep({ ...asked, answer }, now)).toEqual({
    kind: 'fail',
    detail: 'the ring is empty',
  });
});
