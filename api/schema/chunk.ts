import { builder } from './builder.ts'

type Region = { page: number; x: number; y: number; width: number; height: number }

export const RegionRef = builder.objectRef<Region>('Region').implement({
  description: "A box in fractions of the page's width and height; the origin is the top left corner.",
  fields: (t) => ({
    page: t.exposeInt('page'),
    x: t.exposeFloat('x'),
    y: t.exposeFloat('y'),
    width: t.exposeFloat('width'),
    height: t.exposeFloat('height'),
  }),
})

export const ChunkRef = builder.prismaObject('Chunk', {
  fields: (t) => ({
    id: t.exposeID('id'),
    document: t.relation('document'),
    position: t.exposeInt('position', { description: '0, 1, 2, … in reading order.' }),
    text: t.exposeString('text'),
    page: t.exposeInt('page', { description: '1-based.' }),
    regions: t.field({
      type: [RegionRef],
      description: 'Where the text stands on its pages.',
      resolve: ({ regions }) => regions as Region[],
    }),
  }),
})
