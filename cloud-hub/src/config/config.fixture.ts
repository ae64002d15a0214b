import { Logger } from '@nestjs/common';
import type { HubConfig } from './config.ts';
import { loadConfig } from './load-config.ts';

// Tests provoke what a hub would complain of.
Logger.overrideLogger(false);

/** The configuration of a hub on free ports; `env` adds to it as the environment does. */
export const testConfig = (env: Readonly<Record<string, string>> = {}): HubConfig =>
  loadConfig(
    {
      LOOKOUT_PORT: '0',
      LOOKOUT_WORKERS: '0',
      LOOKOUT_MQTT_PORT: '0',
      LOG_LEVEL: 'silent',
      ...env,
    },
    { cloneDir: '/srv/lookout', isRoot: false, isTty: false },
  );
