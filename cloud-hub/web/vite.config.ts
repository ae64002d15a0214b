import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const hub = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // `source` makes @lookout/shared resolve to its TypeScript, so the build needs no earlier one.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: { outDir: 'dist', emptyOutDir: true },
  server: { proxy: { '/api': hub, '/live': { target: hub, ws: true } } },
});
