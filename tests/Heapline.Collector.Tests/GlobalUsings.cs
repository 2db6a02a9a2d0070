global using Xunit;
global using Record = Heapline.Protocol.Record;
