/** Icons of @vscode/codicons arrive as text. */
declare module '*.svg' {
  const text: string;
  export { text as default };
}

declare module '*.css';
