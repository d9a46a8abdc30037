// How the screens are built. The targets are named because the builder's own default is newer than the webviews
// found in district offices (WebView2 109, WebKitGTK 2.36 and later).
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const webviews = ["chrome109", "safari15"];

export default defineConfig({
  plugins: [svelte()],
  // Relative, because the same folder is served by the shell's own scheme and by the loopback server of the tests.
  base: "./",
  build: { target: webviews, cssTarget: webviews, outDir: "dist", assetsInlineLimit: 0, modulePreload: false },
  server: {
    fs: { allow: [".."] },
    // `npm run dev` beside a running `goldaw serve`: the screens reload, the answers are real.
    proxy: { "/call": process.env.GOLDAW_SERVER ?? "http://127.0.0.1:8737" },
  },
});
