import { type Command, InvalidArgumentError } from 'commander';

type LabelMap = Readonly<Record<string, string>>;

export interface DeviceAddOptions {
  readonly site: string;
  readonly label: Readonly<Record<string, string>>;
  readonly json: boolean;
}

const examples = `
Examples
  lookout device add pump-1 --site plant-a              shows the secret, once
  lookout device add pump-1 --site plant-a --label line=3 --json
  lookout device label pump-1 line=3 old=               rollouts choose devices by them
  lookout device revoke pump-1                          ends its connection at once
  lookout device passwords > /etc/mosquitto/passwords   for a broker of your own (MQTT_URL)
`;

export function registerDevice(program: Command): void {
  const device = program
    .command('device')
    .summary('enrol, list and revoke devices')
    .description('The devices of the fleet. Works whether the hub runs or not.')
    .addHelpText('after', examples);
  device
    .command('add <id>')
    .description('Enrols a device and shows its secret, once.')
    .requiredOption('--site <name>', 'where it stands: the first part of its topics')
    .option('--label <key=value>', 'anything that helps to find it; may be given often', label, {})
    .option('--json', 'print one JSON document', false)
    .action(async (id: string, options: DeviceAddOptions) => {
      const { addDevice } = await import('./device-actions.ts');
      await addDevice(id, options);
    });
  device
    .command('list')
    .description('Lists the devices.')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const { listDevices } = await import('./device-actions.ts');
      await listDevices(json);
    });
  device
    .command('secret <id>')
    .description('Gives a device a new secret and shows it, once; the old one is void.')
    .option('--json', 'print one JSON document', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { renewSecret } = await import('./device-actions.ts');
      await renewSecret(id, json);
    });
  registerLabel(device);
  device
    .command('revoke <id>')
    .description('Voids the credential of a device for good; its history stays.')
    .option('--json', 'print one JSON document', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { revokeDevice } = await import('./device-actions.ts');
      await revokeDevice(id, json);
    });
  device
    .command('passwords')
    .description(
      "Prints a Mosquitto password file: every device, and the hub's own user of MQTT_URL.",
    )
    .action(async () => {
      const { printPasswords } = await import('./device-actions.ts');
      await printPasswords();
    });
}

function registerLabel(device: Command): void {
  device
    .command('label <id> <key=value...>')
    .description('Sets labels, beside those that it has; KEY= takes one away.')
    .option('--json', 'print one JSON document', false)
    .action(async (id: string, labels: readonly string[], { json }: { json: boolean }) => {
      const { labelDevice } = await import('./device-actions.ts');
      await labelDevice(
        id,
        labels.reduce((all: LabelMap, text) => label(text, all), {}),
        json,
      );
    });
}

function label(
  text: string,
  earlier: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new InvalidArgumentError('Expected KEY=VALUE, such as line=3.');
  return { ...earlier, [key]: value };
}
