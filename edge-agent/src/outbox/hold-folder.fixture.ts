import { lockFolder } from './folder-lock.ts';

// Takes a folder's lock, says so, and holds it until it is killed.
lockFolder(process.argv[2] ?? '', process.pid);
process.send?.('locked');
process.on('disconnect', () => process.exit());
