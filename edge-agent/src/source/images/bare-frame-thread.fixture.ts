import { registerHooks } from 'node:module';

registerHooks({
  resolve(name, context, next) {
    if (name === 'sharp') throw new Error('no library of this name');
    return next(name, context);
  },
});

await import('./frame-thread.ts');
