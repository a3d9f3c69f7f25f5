/** A server in parts: a process for each service, on one PostgreSQL database, behind one proxy. */
import { SERVICES, type Service } from '../../../src/client';
import { Postgres } from './postgres';
import { Server } from './server';
import { ServiceProxy } from './service-proxy';

export class Services {
  private readonly servers = new Map<Service, Server>();

  private constructor(
    private readonly postgres: Postgres,
    private readonly proxy: ServiceProxy,
  ) {}

  static async start(): Promise<Services> {
    const services = new Services(await Postgres.start(), await ServiceProxy.start());
    try {
      for (const service of SERVICES) await services.add(service);
    } catch (error) {
      await services.remove();
      throw error;
    }
    return services;
  }

  get origin(): string {
    return this.proxy.origin;
  }

  lastWords(): string {
    return [...this.servers].map(([service, server]) => `${service}:\n${server.lastWords()}`).join('\n');
  }

  kill(service: Service): Promise<void> {
    return this.the(service).kill();
  }

  start(service: Service): Promise<void> {
    return this.the(service).start();
  }

  /** The addresses of `service` lead to the process of `another`, where it is switched off; or to its own again. */
  lead(service: Service, another: Service = service): void {
    this.proxy.lead(service, this.the(another).origin);
  }

  async remove(): Promise<void> {
    await this.proxy.stop();
    for (const server of this.servers.values()) await server.remove();
    await this.postgres.remove();
  }

  private async add(service: Service): Promise<void> {
    this.servers.set(service, await Server.start(['--database', this.postgres.url, '--services', service]));
    this.lead(service);
  }

  private the(service: Service): Server {
    const server = this.servers.get(service);
    if (server === undefined) throw new Error(`there is no process for ${service}`);
    return server;
  }
}
