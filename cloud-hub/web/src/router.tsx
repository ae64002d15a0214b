import { createBrowserRouter, Navigate } from 'react-router';
import { Shell } from './components/shell.tsx';
import { AlertsView } from './views/alerts/alerts-view.tsx';
import { LoginView } from './views/login/login-view.tsx';
import { SessionGate } from './views/login/session-gate.tsx';
import { NotFound } from './views/not-found.tsx';
import { OverviewView } from './views/overview/overview-view.tsx';
import { RouteError } from './views/route-error.tsx';

export const router = createBrowserRouter([
  { path: '/login', Component: LoginView },
  {
    Component: SessionGate,
    HydrateFallback: () => null,
    ErrorBoundary: RouteError,
    children: [
      {
        Component: Shell,
        children: [
          {
            ErrorBoundary: RouteError,
            children: [
              { index: true, Component: OverviewView },
              { path: 'alerts', Component: AlertsView },
              {
                path: 'devices/:id',
                lazy: async () => ({
                  Component: (await import('./views/device/device-view.tsx')).DeviceView,
                }),
              },
              {
                path: 'fleet',
                lazy: async () => ({
                  Component: (await import('./views/fleet/fleet-view.tsx')).FleetView,
                }),
              },
              {
                path: 'fleet/placement',
                lazy: async () => ({
                  Component: (await import('./views/placement/placement-view.tsx')).PlacementView,
                }),
              },
              {
                path: 'fleet/placement/what-if',
                lazy: async () => ({
                  Component: (await import('./views/placement/what-if/what-if-view.tsx'))
                    .WhatIfView,
                }),
              },
              {
                path: 'fleet/placement/:device/:stream',
                lazy: async () => ({
                  Component: (await import('./views/placement/stream/stream-placement-view.tsx'))
                    .StreamPlacementView,
                }),
              },
              {
                path: 'models',
                lazy: async () => ({
                  Component: (await import('./views/models/models-view.tsx')).ModelsView,
                }),
              },
              {
                path: 'models/jobs/:id',
                lazy: async () => ({
                  Component: (await import('./views/models/job/job-view.tsx')).JobView,
                }),
              },
              { path: 'releases', element: <Navigate to="/models/releases" replace /> },
              {
                path: 'models/releases',
                lazy: async () => ({
                  Component: (await import('./views/releases/releases-view.tsx')).ReleasesView,
                }),
              },
              {
                path: 'models/releases/compare',
                lazy: async () => ({
                  Component: (await import('./views/releases/compare-view.tsx')).CompareView,
                }),
              },
              {
                path: 'models/releases/:id',
                lazy: async () => ({
                  Component: (await import('./views/releases/release-view.tsx')).ReleaseView,
                }),
              },
              {
                path: 'rollouts',
                lazy: async () => ({
                  Component: (await import('./views/rollouts/rollouts-view.tsx')).RolloutsView,
                }),
              },
              {
                path: 'rollouts/new',
                lazy: async () => ({
                  Component: (await import('./views/rollouts/new-rollout/new-rollout-view.tsx'))
                    .NewRolloutView,
                }),
              },
              {
                path: 'rollouts/:id',
                lazy: async () => ({
                  Component: (await import('./views/rollouts/rollout/rollout-view.tsx'))
                    .RolloutView,
                }),
              },
              {
                path: 'datasets',
                lazy: async () => ({
                  Component: (await import('./views/datasets/datasets-view.tsx')).DatasetsView,
                }),
              },
              {
                path: 'datasets/:id',
                lazy: async () => ({
                  Component: (await import('./views/datasets/dataset-view.tsx')).DatasetView,
                }),
              },
              {
                path: 'users',
                lazy: async () => ({
                  Component: (await import('./views/users/users-view.tsx')).UsersView,
                }),
              },
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
]);
