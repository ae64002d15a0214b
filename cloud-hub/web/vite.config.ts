import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const hub = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // `source` makes @lookout/shared resolve to its TypeScript, so the build needs no earlier one.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // React, Mantine and the socket are needed on every screen: one chunk of some 160 kB on the wire.
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': hub, '/live': { target: hub, ws: true } } },
});
