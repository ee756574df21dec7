/** The pages that a board sends, and the headers of everything it sends. */
import type { ServerResponse } from 'node:http';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer: nothing but the board's own files, in no frame, in no cache, told to nobody. */
export function setSafeHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cache-Control', 'no-store');
}

/** The page that shows the dashboard. */
export const BOARD_PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="pypss-host" content="board">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/dashboard.css">
<title>PyPSS</title>
</head>
<body>
<noscript>The dashboard needs JavaScript. “pypss analyze” prints the same figures in a terminal.</noscript>
<script src="/dashboard.js"></script>
</body>
</html>
`;

/** What a person sees who has no token. */
export const LOCKED_PAGE = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>PyPSS</title></head>
<body>
<h1>This board is locked</h1>
<p>Open it by the whole address that <code>pypss board</code> has printed in your terminal.</p>
</body>
</html>
`;
