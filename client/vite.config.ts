// Builds the page into client/dist, where the api serves it; `vite client` is a server for working on it, in front of
// a service on its usual port.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVICE = 'http://127.0.0.1:4000'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true },
  server: {
    // The service refuses sockets of another origin; changeOrigin alone leaves the header Origin as it is.
    proxy: {
      '/graphql': { target: SERVICE, ws: true, changeOrigin: true, headers: { origin: SERVICE } },
      '/files': SERVICE,
    },
  },
})
