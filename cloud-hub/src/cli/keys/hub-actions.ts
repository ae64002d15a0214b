import { readKeyList } from '../../model/keys/read-key-list.ts';
import { type RegistryBesideHub, registryBesideHub } from '../../model/registry-beside-hub.ts';
import { besideHub, print } from '../beside-hub.ts';
import { CliError, exitCodes } from '../exit.ts';
import { describeList, trustSection } from './describe-list.ts';
import { initialFiles, initKeys } from './init-keys.ts';
import { readSignedDocument, writeNew } from './key-files.ts';
import type { KeysHubOptions, KeysInitOptions, KeysShowOptions } from './keys.ts';
import { asCliError } from './offline-actions.ts';

const by = 'command line';

const onKeys = <T>(work: (rooms: RegistryBesideHub) => Promise<T>): Promise<T> =>
  besideHub((database, config) => work(registryBesideHub(database, config)));

export async function initHubKeys(dir: string, { days, json }: KeysInitOptions): Promise<void> {
  const list = await onKeys(async ({ keys }) => {
    const current = await keys.current();
    if (current !== null)
      throw new CliError(
        exitCodes.failure,
        `The hub has a key list (version ${current.version}) already. "lookout keys list-new --after FILE" ` +
          'makes the next one; "lookout keys show --out FILE" fetches the one in force.',
      );
    return initKeys(dir, keys, { now: Date.now(), by, days });
  });
  const { root, release } = initialFiles(dir);
  print(
    json,
    { list, rootKey: root, releaseKey: release },
    `${describeList(list)}\n\nIt is in force. Into each device's agent.yaml:\n\n${trustSection(list.rootKeys)}\n\n` +
      `${root} is needed only to change the list: move it to a machine off the network.\n` +
      `${release} signs releases: "lookout release create … --sign ${release}".`,
  );
}

export async function publishList(file: string, json: boolean): Promise<void> {
  const document = await readSignedDocument(file);
  const state = await onKeys(({ keys }) => keys.publish(document, by));
  const text = `${describeList(asCliError(() => readKeyList(document)))}\n\nIt is in force.`;
  print(json, state, state.missing === null ? text : `${text} But: ${state.missing}`);
}

export async function showKeys({ out, json }: KeysShowOptions): Promise<void> {
  const state = await onKeys(({ keys }) => keys.state());
  const current = state.lists.at(-1);
  if (out !== undefined) {
    if (current === undefined)
      throw new CliError(exitCodes.failure, state.missing ?? 'There is no key list yet.');
    await writeNew(out, `${JSON.stringify(current.document, null, 2)}\n`);
  }
  const text = current === undefined ? [] : [describeList(current.list)];
  if (state.missing !== null)
    text.push(
      `${state.missing} ${current === undefined ? '"lookout keys init DIR" makes the first list.' : ''}`.trim(),
    );
  print(json, state, text.join('\n\n'));
}

export async function showHubKeys({ add, json }: KeysHubOptions): Promise<void> {
  const keys = await onKeys(async (rooms) => {
    if (add) await rooms.signer.addKey();
    return (await rooms.keys.state()).assignmentKeys;
  });
  const lines = keys.map(
    ({ id, publicKey, listed }) =>
      `${publicKey}  ${id.slice(0, 12)}${listed ? '' : '  (not in the key list in force)'}`,
  );
  print(json, keys, lines.join('\n'));
}
