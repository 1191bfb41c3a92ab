import { createContext, useContext } from 'react'

import type { Service } from './service.ts'

export const ServiceContext = createContext<Service | null>(null)

export function useService(): Service {
  const service = useContext(ServiceContext)
  if (!service) throw new Error('this part of the page stands outside of ServiceContext')
  return service
}
