import { DocumentStatus } from '../../prisma/generated/client/enums.ts'
import { builder } from './builder.ts'

export const DocumentStatusEnum = builder.enumType('DocumentStatus', { values: Object.values(DocumentStatus) })
