import { plainSpaces, visibleText } from './format/visibleText.ts';
import { ProgressLine } from './terminal/progressLine.ts';

/** One run of `pypss`: what it says on standard error and how it ends. */
export class Session {
  exitCode = 0;
  readonly progress = new ProgressLine(process.stderr);

  error(message: string): void {
    this.say(message);
  }

  warn(message: string): void {
    this.say(`warning: ${message}`);
  }

  note(message: string): void {
    this.say(message);
  }

  /** Always one line: messages may quote the input. */
  private say(message: string): void {
    this.progress.clear();
    process.stderr.write(`pypss: ${plainSpaces(visibleText(message))}\n`);
  }
}
