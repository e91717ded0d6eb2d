// Runs the persistent volume binder of Kubernetes' controller manager against an API server, and
// tells which claims it binds: of each FILE, which holds StorageClasses, PersistentVolumes and
// PersistentVolumeClaims of namespace "shop", a line "FILE CLAIM PHASE" each.
//
// usage: binder KUBECONFIG FILE...
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/volume/persistentvolume"
)

const namespace = "shop"

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func startBinder(ctx context.Context, client kubernetes.Interface) {
	factory := informers.NewSharedInformerFactory(client, time.Hour)
	core := factory.Core().V1()
	binder := must(persistentvolume.NewController(ctx, persistentvolume.ControllerParameters{
		KubeClient:                client,
		SyncPeriod:                200 * time.Millisecond,
		VolumeInformer:            core.PersistentVolumes(),
		ClaimInformer:             core.PersistentVolumeClaims(),
		ClassInformer:             factory.Storage().V1().StorageClasses(),
		PodInformer:               core.Pods(),
		NodeInformer:              core.Nodes(),
		EnableDynamicProvisioning: true,
	}))
	factory.Start(ctx.Done())
	go binder.Run(ctx)
}

// apply creates the classes first, then the volumes, then the claims: a default class is given to a
// claim when it is created.
func apply(ctx context.Context, client kubernetes.Interface, text string) {
	var claims []*v1.PersistentVolumeClaim
	var volumes []*v1.PersistentVolume
	for _, document := range strings.Split(text, "---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		object, _, err := scheme.Codecs.UniversalDeserializer().Decode([]byte(document), nil, nil)
		check(err)
		switch object := object.(type) {
		case *storagev1.StorageClass:
			must(client.StorageV1().StorageClasses().Create(ctx, object, metav1.CreateOptions{}))
		case *v1.PersistentVolume:
			volumes = append(volumes, object)
		case *v1.PersistentVolumeClaim:
			claims = append(claims, object)
		}
	}
	for _, volume := range volumes {
		must(client.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{}))
	}
	time.Sleep(300 * time.Millisecond) // until they are Available
	for _, claim := range claims {
		must(client.CoreV1().PersistentVolumeClaims(namespace).Create(ctx, claim, metav1.CreateOptions{}))
	}
}

// versions of all claims and volumes: while they change, the binder is at work.
func versions(ctx context.Context, client kubernetes.Interface) string {
	var text strings.Builder
	for _, claim := range must(client.CoreV1().PersistentVolumeClaims(namespace).List(ctx, metav1.ListOptions{})).Items {
		text.WriteString(claim.ResourceVersion + " ")
	}
	for _, volume := range must(client.CoreV1().PersistentVolumes().List(ctx, metav1.ListOptions{})).Items {
		text.WriteString(volume.ResourceVersion + " ")
	}
	return text.String()
}

func settle(ctx context.Context, client kubernetes.Interface) {
	before, since := "", time.Now()
	for time.Since(since) < time.Second {
		time.Sleep(100 * time.Millisecond)
		if now := versions(ctx, client); now != before {
			before, since = now, time.Now()
		}
	}
}

func clear(ctx context.Context, client kubernetes.Interface) {
	everything := metav1.ListOptions{}
	check(client.CoreV1().PersistentVolumeClaims(namespace).DeleteCollection(ctx, metav1.DeleteOptions{}, everything))
	check(client.CoreV1().PersistentVolumes().DeleteCollection(ctx, metav1.DeleteOptions{}, everything))
	check(client.StorageV1().StorageClasses().DeleteCollection(ctx, metav1.DeleteOptions{}, everything))
	for len(must(client.CoreV1().PersistentVolumes().List(ctx, everything)).Items)+
		len(must(client.CoreV1().PersistentVolumeClaims(namespace).List(ctx, everything)).Items) > 0 {
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // until the binder has seen it
}

func main() {
	// It complains of each claim that it cannot bind, again and again.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	ctx := context.Background()
	config := must(clientcmd.BuildConfigFromFlags("", os.Args[1]))
	config.QPS, config.Burst = 500, 1000
	client := must(kubernetes.NewForConfig(config))
	_, err := client.CoreV1().Namespaces().Create(ctx, &v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
	if !errors.IsAlreadyExists(err) {
		check(err)
	}
	startBinder(ctx, client)
	for _, path := range os.Args[2:] {
		apply(ctx, client, string(must(os.ReadFile(path))))
		settle(ctx, client)
		for _, claim := range must(client.CoreV1().PersistentVolumeClaims(namespace).List(ctx, metav1.ListOptions{})).Items {
			fmt.Println(filepath.Base(path), claim.Name, claim.Status.Phase)
		}
		clear(ctx, client)
	}
}
