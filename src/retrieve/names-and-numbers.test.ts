import { expect, test } from 'vitest';
import { namesAndNumbers } from './names-and-numbers.ts';

test('names are capitals inside a sentence, numbers are words with a digit', () => {
  expect(namesAndNumbers("How did Apple's sales change from Q1 2023 on?")).toEqual(['apple', 'q1', '2023']);
  expect(namesAndNumbers('a dog runs on the beach')).toEqual([]);
});

test('what opens a sentence is no name for its capital', () => {
  expect(namesAndNumbers('The tent leaks. What does the "Ridgeback" manual say?')).toEqual(['ridgeback']);
});

test('a question in capitals names nothing by them', () => {
  expect(namesAndNumbers('WHERE IS THE INVOICE 4711')).toEqual(['4711']);
});

test('single letters are no names, and nothing is listed twice', () => {
  expect(namesAndNumbers('May I compare Intel with Intel and Ålesund?')).toEqual(['intel', 'alesund']);
});
