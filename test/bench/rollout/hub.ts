import { loadConfig } from '../../../cloud-hub/dist/config/load-config.js';
import { startHub } from '../../../cloud-hub/dist/main.js';
import type { HubReady, HubUsage } from './messages.ts';

// A hub of its own process, so that its CPU and memory are its own; ended by its parent.
const hub = await startHub(loadConfig());
process.on('message', (ask: unknown) => {
  if (ask === 'usage') {
    const { user, system } = process.cpuUsage();
    const usage: HubUsage = {
      cpuSeconds: (user + system) / 1e6,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    };
    process.send?.(usage);
  } else void hub.close().then(() => process.exit(0));
});
const { url, brokerUrl, firstAdmin } = hub;
const ready: HubReady = { url, brokerUrl, firstAdmin };
process.send?.(ready);
