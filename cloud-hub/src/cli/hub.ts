import type { Command } from 'commander';

const about = `
The hub takes its settings from the environment:

  LOOKOUT_PORT        of the dashboard and the REST API (3000)
  LOOKOUT_MQTT_PORT   of the embedded MQTT broker (1883)
  LOOKOUT_DATA_DIR    where the embedded PostgreSQL keeps its data (.lookout)
  LOOKOUT_HOST        address to listen on (127.0.0.1); another one needs TLS:
  LOOKOUT_TLS_CERT, LOOKOUT_TLS_KEY   PEM files, for HTTP and MQTT, or
  LOOKOUT_TLS_PROXY   addresses of the proxies that terminate TLS in front of the hub
  LOOKOUT_MQTT_HOST   address of the embedded broker, where it differs
  LOOKOUT_PUBLIC_URL  where people reach the hub, where a proxy changes that
  DATABASE_URL        a PostgreSQL 15 or newer, instead of the embedded one
  MQTT_URL            an MQTT broker, instead of the embedded one
  LOOKOUT_DEVICE_BROKER_URL      what devices are told to connect to, where it differs
  LOOKOUT_HUB_NAME    where several hubs share a broker (hub)
  LOOKOUT_SCORE_RETENTION_DAYS   how long scores are kept (30)
  LOOKOUT_LOAD_RETENTION_DAYS    how long load samples are kept (7)
  LOOKOUT_WORKERS     how many workers the hub starts for training and compression (1); 0: none
  LOOKOUT_DELIVERY_DEVICES    devices that are sent model files at a time; others wait (64)
  LOOKOUT_DELIVERY_CACHE_MB   model files kept in memory, and as much of their packed blocks (64)
  LOG_LEVEL           fatal, error, warn, info, debug, trace or silent`;

export function registerHub(program: Command): void {
  program
    .command('hub')
    .description('Run the hub: database, broker, ingest, REST API and dashboard.')
    .option('--json', 'print the addresses as one line of JSON when ready')
    .addHelpText('after', about)
    .action(async ({ json }: { json?: boolean }) => {
      const { runHub } = await import('./run-hub.ts');
      await runHub(json === true);
    });
}
