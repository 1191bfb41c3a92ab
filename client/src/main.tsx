import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'

import { App } from './app.tsx'
import { connectService } from './connection/service.ts'
import { ServiceContext } from './connection/service-context.ts'
import { CrashBoundary } from './feedback/crash-boundary.tsx'
import './style.css'

const service = connectService(`${location.origin}/graphql`)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CrashBoundary>
      <Provider value={service.client}>
        <ServiceContext value={service}>
          <App />
        </ServiceContext>
      </Provider>
    </CrashBoundary>
  </StrictMode>,
)
