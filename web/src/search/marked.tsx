import { markWords } from './question-words.ts';

/** Text of a document with the question's words marked. Text nodes only: nothing in it is ever read as HTML. */
export function Marked({ text, question }: { readonly text: string; readonly question: string }) {
  return (
    <>
      {markWords(text, question).map((piece, at) => (piece.marked ? <mark key={at}>{piece.text}</mark> : piece.text))}
    </>
  );
}
