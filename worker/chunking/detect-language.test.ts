import { expect, test } from 'vitest'

import { detectLanguage } from './detect-language.ts'

test.each([
  ['english', 'The mill stores the rising sea behind a dam and drives its wheel while the water runs out again.'],
  ['german', 'Die Mühle staut das steigende Meer hinter einem Damm und treibt ihr Rad, wenn das Wasser abläuft.'],
  ['french', 'Le moulin retient la mer montante derrière une digue et fait tourner sa roue quand elle se retire.'],
  ['russian', 'Мельница удерживает прилив за плотиной и вращает колесо, когда вода уходит.'],
  ['turkish', 'Değirmen yükselen denizi bir setin arkasında tutar ve su çekilirken çarkını döndürür.'],
  // There is no dictionary for these: their words are taken as they are.
  ['simple', '潮汐磨坊把上涨的海水储存在堤坝后面，退潮时推动水轮。'],
  ['simple', 'Młyn pływowy zatrzymuje wzbierające morze za groblą i obraca koło, gdy woda znów odpływa.'],
])('%s is recognised', async (language, text) => {
  expect(await detectLanguage(text)).toBe(language)
})

test.each(['', '12 345,67 = x', 'operation of an esaki diode microwave amplifier', 'courier communication satellite'])(
  '%j is too little to tell, and taken for English',
  async (text) => {
    expect(await detectLanguage(text)).toBe('english')
  },
)

test('most of a document decides, not its first page', async () => {
  const german = 'Das Wasser läuft wieder ab und treibt das Rad der Mühle. '
  expect(await detectLanguage(`This title page is in English, for whatever reason. ${german.repeat(400)}`)).toBe(
    'german',
  )
})
