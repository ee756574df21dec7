/** Puts the long texts of a page together again, which came in parts ahead of the message that they belong to. */
import type { FromDashboard } from '../protocol/dashboard.ts';

/** Longest picture or table that a page can have saved, in characters. */
const MOST = 64 * 1024 * 1024;

type Whole = Exclude<FromDashboard, { type: 'text-part' }>;

export class JoinedMessages {
  #parts: string[] = [];
  #length = 0;
  #tooLong = false;

  /**
   * Takes the next message of the page.
   * @returns the whole message; null for a part of one
   * @throws when the text is longer than 64 MB; the next message is taken as usual
   */
  take(message: FromDashboard): Whole | null {
    switch (message.type) {
      case 'text-part':
        this.#add(message.text);
        return null;
      case 'save-file':
        return { ...message, data: this.#joined(message.data) };
      case 'copy':
        return { ...message, text: this.#joined(message.text) };
      default:
        return message;
    }
  }

  /** The page is gone: what it was about to say is not completed any more. */
  reset(): void {
    this.#parts = [];
    this.#length = 0;
    this.#tooLong = false;
  }

  #add(text: string): void {
    this.#length += text.length;
    if (this.#length > MOST) {
      this.#tooLong = true;
      this.#parts = [];
    } else this.#parts.push(text);
  }

  #joined(end: string): string {
    this.#add(end);
    const parts = this.#parts;
    const tooLong = this.#tooLong;
    this.reset();
    if (tooLong) throw new Error('This is longer than 64 MB and cannot be saved or copied; filter the table first.');
    return parts.join('');
  }
}
