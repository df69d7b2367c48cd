//go:build tools

// Package tools pins the programs of the control plane that the end-to-end tests run against.
package tools

import (
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
