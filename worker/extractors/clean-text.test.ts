import { describe, expect, it } from 'vitest'
import { cleanText, joinLines } from './clean-text.ts'

describe('cleaning a line', () => {
  it('drops what PostgreSQL and UTF-8 refuse', () => {
    expect(cleanText('a\0b\ud800c\udc00d\uffffe')).toBe('abcde')
  })

  it('keeps characters outside the basic plane', () => {
    expect(cleanText('𝄞 😀')).toBe('𝄞 😀')
  })

  it('takes compatibility characters apart', () => {
    expect(cleanText('of\ufb01ce \uff21\uff22')).toBe('office AB')
  })

  it('makes one space of all white space', () => {
    expect(cleanText(' a \u00a0\t b\u200bc\n')).toBe('a b c')
  })

  it('drops soft hyphens within the line and keeps the one that breaks it', () => {
    expect(cleanText('ex\u00adam\u00ad')).toBe('exam-')
    expect(cleanText('well\ufffeknown exam\ufffe')).toBe('well-known exam-')
  })
})

describe('joining lines', () => {
  it.each([
    ['a hyphenated word', ['defini-', 'tions of'], 'definitions of', [0, 6]],
    ['a name after a hyphen', ['Jean-', 'Paul'], 'Jean-Paul', [0, 5]],
    ['a compound', ['state-of-the-', 'art'], 'state-of-the-art', [0, 13]],
    ['a range', ['1990 -', 'today'], '1990 - today', [0, 7]],
    ['plain lines', ['one', 'two'], 'one two', [0, 4]],
    ['Chinese', ['向量数据', '库把文本'], '向量数据库把文本', [0, 4]],
    ['Korean', ['한국어', '문서의'], '한국어 문서의', [0, 4]],
  ])('joins %s', (_, lines, text, starts) => {
    expect(joinLines(lines)).toEqual({ text, starts })
  })

  it('tells where each line begins', () => {
    const lines = ['The efficient work-', 'flow affirms', 'co-', 'operation']
    const { text, starts } = joinLines(lines)
    expect(starts.map((start, i) => text.slice(start, starts[i + 1]).replace(/-?\s*$/, ''))).toEqual(
      lines.map((line) => line.replace(/-$/, '')),
    )
  })
})
