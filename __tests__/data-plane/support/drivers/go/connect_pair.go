package main

import (
	"context"

	redisclients "example.test/redisclients/generated"
	"github.com/redis/go-redis/v9"
)

func connect(ctx context.Context) (map[string]redis.UniversalClient, error) {
	writer, reader, err := redisclients.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]redis.UniversalClient{"writer": writer, "reader": reader}, nil
}
