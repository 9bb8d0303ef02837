/** The line that a mail box puts before each mail: who sent it and when. */
export const postmark = /^From \S{1,200} .{0,60}\d{2}:\d{2}/;

/** Whether a text is a mail box of several mails. */
export function isMailBox(text: string): boolean {
  return postmark.test(text) && /\r?\n\r?\nFrom \S{1,200} .{0,60}\d{2}:\d{2}/.test(text);
}
