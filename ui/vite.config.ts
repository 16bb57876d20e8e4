import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { loadEnv, type ProxyOptions } from "vite";
import { defineConfig } from "vitest/config";

const { SWITCHBOARD_ADMIN: admin, SWITCHBOARD_ADMIN_KEY: key = "" } = loadEnv("", ".", "SWITCHBOARD_ADMIN");

/** `vite dev` before a real server, `http://127.0.0.1:8091`: the key is added on the way, the page is not asked for it. */
const proxy: Record<string, ProxyOptions> = admin
  ? {
      "/admin/v1": {
        target: admin,
        changeOrigin: true,
        ws: true,
        headers: { authorization: `Bearer ${key}`, origin: admin },
      },
    }
  : {};

export default defineConfig({
  plugins: [react(), tailwindcss()],
  base: "/",
  clearScreen: false,
  server: { strictPort: false, proxy },
  build: {
    target: "safari15",
    // The content security policy allows nothing from `data:`.
    assetsInlineLimit: 0,
    // The page comes from the disk or from loopback, never over a slow line.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
  },
});
