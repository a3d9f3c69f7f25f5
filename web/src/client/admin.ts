/** The REST calls of operators. */
import type {
  ExperimentDefinition,
  ExperimentDetail,
  ExperimentEntry,
  ExperimentList,
  ProviderChecked,
  ProviderList,
  WorkerEntry,
  WorkerList,
} from './generated/protocol';
import type { Rest } from './rest';

export class Admin {
  constructor(private readonly rest: Rest) {}

  workers(token: string): Promise<WorkerList> {
    return this.rest.ask('/api/admin/workers', { token });
  }

  /** Asks for a run as soon as may be. */
  runWorker(token: string, name: string): Promise<WorkerEntry> {
    return this.rest.ask(`/api/admin/workers/${encodeURIComponent(name)}/run`, { method: 'POST', token });
  }

  /** How the providers have fared. */
  providers(token: string): Promise<ProviderList> {
    return this.rest.ask('/api/admin/providers', { token });
  }

  /** Asks a provider for the least. */
  checkProvider(token: string, id: string): Promise<ProviderChecked> {
    return this.rest.ask(`/api/admin/providers/${encodeURIComponent(id)}/check`, { method: 'POST', token });
  }

  experiments(token: string): Promise<ExperimentList> {
    return this.rest.ask('/api/admin/experiments', { token });
  }

  experiment(token: string, key: string): Promise<ExperimentDetail> {
    return this.rest.ask(`/api/admin/experiments/${encodeURIComponent(key)}`, { token });
  }

  /** Defines one, or defines it anew, unless it runs. */
  defineExperiment(token: string, definition: ExperimentDefinition): Promise<ExperimentEntry> {
    return this.rest.ask('/api/admin/experiments', { method: 'POST', token, body: definition });
  }

  changeExperiment(token: string, key: string, to: 'start' | 'stop'): Promise<ExperimentEntry> {
    return this.rest.ask(`/api/admin/experiments/${encodeURIComponent(key)}/${to}`, {
      method: 'POST',
      token,
    });
  }
}
