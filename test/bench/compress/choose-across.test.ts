import { expect, test } from 'vitest';
import { baseOf, choosable, chooseAcross, judgedDrops } from './choose-across.ts';
import { compressed, filesOf, type NetworkOfTest, worseIn } from './compressed.fixture.ts';

const small = { stage: 'small', us: 30, bytes: 5_000 };
const middle = { stage: 'middle', us: 60, bytes: 10_000 };
const good = filesOf([0, 0, 0, 0]);

function choose(networks: readonly NetworkOfTest[]) {
  const one = compressed(networks, [0, 0, 0, 0]);
  return chooseAcross(choosable(one), baseOf(one));
}

test.each<[string, NetworkOfTest[], (string | null)[]]>([
  [
    'the fastest that keeps detection',
    [
      { ...small, files: good },
      { ...middle, files: good },
    ],
    ['small', 'small'],
  ],
  [
    'one that is too bad on the files it may see',
    [
      { ...small, files: filesOf([0.05, 0, 0.05, 0]) },
      { ...middle, files: good },
    ],
    ['middle', 'small'],
  ],
  [
    'one whose KL alone is ruined',
    [
      { ...small, files: worseIn('kl', 0.02, good) },
      { ...middle, files: good },
    ],
    ['middle', 'middle'],
  ],
  ['nothing is good enough', [{ ...small, files: filesOf([0.1, 0.1, 0.1, 0.1]) }], [null, null]],
  ['nothing is faster', [{ ...small, us: 120, files: good }], [null, null]],
  [
    'an ablation is none of the product’s',
    [{ ...small, way: 'masked', files: good }],
    [null, null],
  ],
])('%s', (_, networks, stages) => {
  const chosen = choose(networks);
  expect(chosen.map(({ choice }) => choice?.network.stage ?? null)).toEqual(stages);
});

test('a choice is judged on the files that it was not made on', () => {
  const lucky = filesOf([0, 0.09, 0, 0.07]); // good on the even files, bad on the odd ones
  const [even, odd] = choose([{ ...small, files: lucky }]);
  expect(even.choice?.network.stage).toBe('small');
  expect(judgedDrops(even, 'kl', good).map(({ drop }) => drop)).toEqual([0.09, 0.07]);
  expect(odd.choice).toBeNull();
  expect(judgedDrops(odd, 'kl', lucky).map(({ drop }) => drop)).toEqual([0, 0]);
});
