/** Something to say about a configuration file, with its place. */
export interface ConfigDiagnostic {
  /** An error stops an analysis; a warning and an information do not. */
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence without file and place. */
  readonly message: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number;
}

/** `pypss.toml:3:9: error: …`, one line for a terminal or a log. */
export function formatConfigDiagnostic(diagnostic: ConfigDiagnostic): string {
  const { file, line, column, severity, message } = diagnostic;
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}
