import { expect, test } from 'vitest';
import { manifestOf } from './release.fixture.ts';
import { signStep } from './signing-commands.ts';

test.each([
  ['1.0.0', 'pump-1.0.0'],
  ['1.0 beta; rm', 'pump-1.0-beta-rm'],
])(
  'the command that signs version %s names files that a shell takes as they are',
  (version, name) => {
    const { command } = signStep(manifestOf({ version }));
    expect(command).toBe(
      `npx lookout keys sign ${name}.json --key release.pem --out ${name}.signature.json`,
    );
  },
);
